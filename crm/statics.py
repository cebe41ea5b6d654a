"""How static files are named on a server: by their content, so that they can be kept for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between our modules.

    Without it a module that imports app.js would fetch a second copy under its plain name, and
    every listener in it would run twice.
    """

    support_js_module_import_aggregation = True
