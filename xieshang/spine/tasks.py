"""What the worker runs for the spine. Thin: each task calls one function and takes ids."""

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xieshang.spine import errand, ledger


@app.task(name="spine.run_errands", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def run_errands(errand_ids: list[int]) -> None:
    """Do these errands. One that fails does not keep the others from being done; then the task is tried again."""
    faults = []
    for errand_id in errand_ids:
        try:
            errand.run(errand_id)
        except Exception as fault:  # noqa: BLE001 - told again below, once the others are done
            faults.append(fault)
    if faults:
        raise ExceptionGroup("errands still owed", faults)


@app.periodic(cron="*/5 * * * *")
@app.task(name="spine.find_forgotten", queueing_lock="spine.find_forgotten", pass_context=False)
def find_forgotten(timestamp: int) -> None:
    """Wake the errands whose wake-up was lost."""
    owed = errand.forgotten(older_than=timedelta(minutes=5))
    if owed:
        run_errands.defer(errand_ids=owed)


@app.periodic(cron="* * * * *")
@app.task(name="spine.seal", queueing_lock="spine.seal")
def seal(timestamp: int) -> None:
    """Seal what has been recorded since the last seal."""
    ledger.seal()
