"""What is done about accounts after the answer: letters, and what has had its day."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from movements.access.identity import acting_as
from movements.access.inviting import begun_anew, forget_invitations, write_link
from movements.access.jobs import working_for
from movements.access.letters import letter
from movements.access.models import District
from movements.access.readers import service
from movements.access.sessions import SessionStore

# A mail server that is away comes back: tried for sixteen hours, each time with a new link.
WHEN_IT_IS_BACK = RetryStrategy(max_attempts=7, exponential_wait=6)


@app.task(name="access.send_invitation", retry=WHEN_IT_IS_BACK)
def send_invitation(invitation, address, reader):
    """Write the letter and send it; no transaction is open while the mail server thinks."""
    with working_for(reader, why="send_invitation") as by:
        found = write_link(by=by, invitation_id=invitation, address=address)
    if found is not None:
        letter(*found, anew=begun_anew(found[0]) is not None).send()


@app.periodic(cron="50 2 * * *")
@app.task(name="access.forget_invitations", queueing_lock="access.forget_invitations")
def forget_old_invitations(timestamp):
    """No address of somebody who never came is kept for long."""
    for district in District.objects.all():
        with acting_as(service("invitation", district), why="forget_invitations") as by:
            forget_invitations(by=by)


@app.periodic(cron="55 2 * * *")
@app.task(name="access.clear_sessions", queueing_lock="access.clear_sessions")
def clear_sessions(timestamp):
    """Sessions that have run out open nothing; here they go."""
    SessionStore.clear_expired()
