"""What a session says of the browser it is in: two words, and the days it was used."""

from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from movements.access.sessions import DEVICE, SEEN

# The first that stands in what the browser says of itself; many of them also name the later ones.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


class KnowsTheDevice:
    """Middleware, just inside the sessions: notes once a day that a session is used.

    The device is noted when the session is written anyway, at login first of all.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session:
            today = timezone.localdate().isoformat()
            if session.get(SEEN) != today or session.modified:
                session[SEEN] = today
                session[DEVICE] = in_words(request.headers.get("User-Agent", ""))
        return response


def in_words(agent: str) -> str:
    """ "Firefox, Android"; what is not known is left out, and versions always are."""
    found = (
        next((word for sign, word in known.items() if sign in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(word for word in found if word)
