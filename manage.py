#!/usr/bin/env python
"""Django's commands. Starts the private database first, unless DATABASE_URL says another."""

import os
import sys

from django.core.management import execute_from_command_line

from deploy import cluster


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    if not os.environ.get("DATABASE_URL"):
        try:
            cluster.ensure()
        except cluster.ClusterError as problem:
            sys.exit(str(problem))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
