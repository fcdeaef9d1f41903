"""The control API as a test asks it."""

from typing import Any

import aiohttp


class Sim:
    """Asks and gives back JSON; a refusal is given back as (status, reason)."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def get(self, path: str, **query: Any) -> Any:
        """What a GET is answered."""
        return await self._answer("GET", path, params=query)

    async def post(self, path: str, **fields: Any) -> Any:
        """What a POST with a JSON body is answered."""
        return await self._answer("POST", path, json=fields)

    async def delete(self, path: str) -> Any:
        """What a DELETE is answered."""
        return await self._answer("DELETE", path)

    async def upload(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """What a POST with a file is answered."""
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field("file", content, filename=name)
        return await self._answer("POST", path, data=form)

    async def download(self, path: str) -> bytes:
        """The bytes behind an address."""
        async with self._session.get(f"{self._url}/sim{path}") as response:
            return await response.read()

    async def call(self, token: str, method: str, **parameters: Any) -> Any:
        """What a bot's call is answered."""
        async with self._session.post(
            f"{self._url}/bot{token}/{method}", json=parameters
        ) as response:
            return await response.json()

    async def _answer(self, method: str, path: str, **request: Any) -> Any:
        url = f"{self._url}/sim{path}"
        async with self._session.request(method, url, **request) as response:
            answer = await response.json()
            return answer if response.ok else (response.status, answer["error"])
