#!/usr/bin/env python
"""Django's commands. Starts the private database first, unless DATABASE_URL says another."""

import os
import sys

from django.core.management import execute_from_command_line

from deploy import cluster

OWNERS_COMMANDS = {"migrate", "showmigrations", "flush"}  # the application role may not


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    if not os.environ.get("DATABASE_URL"):
        try:
            cluster.ensure()
        except cluster.ClusterError as problem:
            sys.exit(str(problem))
    arguments = list(sys.argv)
    if OWNERS_COMMANDS & set(arguments[1:2]) and "--database" not in " ".join(arguments):
        arguments.append("--database=owner")
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
