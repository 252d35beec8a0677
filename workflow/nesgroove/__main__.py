"""``python -m nesgroove`` is the command ``nesgroove`` in the interpreter that is named."""

from nesgroove.cli.app import main

if __name__ == "__main__":
    main()
