"""/status for admins, as text."""

from bot.telegram.durations import duration, size
from bot.telegram.texts import Markup, Texts
from runner.presence import Kind
from runner.status import Status

_WORTH_TELLING = 10.0


def status_page(facts: Status, texts: Texts) -> str:
    """Workers, queue, stores, versions, disk; what is wrong is marked."""
    lines = [
        texts("status-title"),
        texts("status-version", version=facts.version, python=facts.python),
        texts(
            "status-runs",
            running=facts.open_runs,
            sites=facts.queue.running,
            queued=facts.queue.queued,
        ),
        *_queue_lines(facts, texts),
        *_worker_lines(facts, texts),
        texts("status-postgres", version=facts.postgres, size=size(facts.database_bytes)),
        texts(
            "status-ledgers",
            kept=facts.ledgers.kept,
            days=facts.keep_days,
            waiting=facts.ledgers.to_prune,
        ),
        texts("status-redis-down", why=facts.redis_down)
        if facts.redis is None
        else texts("status-redis", version=facts.redis),
        texts("status-objects-down", why=facts.objects_down)
        if facts.objects_down
        else texts("status-objects", where=facts.objects),
        texts("status-disk", free=size(facts.disk_free), total=size(facts.disk_total)),
    ]
    if facts.waiting_deliveries:
        oldest = duration(texts, facts.oldest_delivery_seconds)
        lines.append(texts("status-deliveries", count=facts.waiting_deliveries, time=oldest))
    return "\n".join(lines)


def _queue_lines(facts: Status, texts: Texts) -> list[Markup]:
    oldest = facts.queue.oldest_seconds
    if oldest is None or oldest < _WORTH_TELLING:
        return []
    return [texts("status-oldest", time=duration(texts, oldest))]


def _worker_lines(facts: Status, texts: Texts) -> list[Markup]:
    if not facts.workers:
        return [texts("status-no-workers")]
    return [
        texts(
            "status-worker",
            name=worker.name.removeprefix(f"{Kind.WORKER.value} "),
            up=duration(texts, worker.up_seconds),
            silent=duration(texts, worker.silent_seconds),
        )
        for worker in facts.workers
    ]
