"""`python -m codevoyage_cli`: the `codevoyage` command."""

from codevoyage_cli.main import main

if __name__ == "__main__":
    main()
