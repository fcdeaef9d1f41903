"""Why a whole site could not be crawled."""


class SiteFailed(Exception):
    """The site job ends as failed. `code` is worded by the faces; `detail` is for people who mend."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
