"""`fazhi`: the commands, loaded when they are called, so that none pays for another's imports."""

import importlib
import sys
from typing import Any

import click

from fazhi import beginning
from fazhi.garbage import collect_later, keep_to_the_end

# command -> module of this package that holds it, and its line in the help (so that the help imports none of them)
_COMMANDS = {
    "run": ("run", "One batch through all stages: read, normalize, segment, extract, validate, publish."),
    "collect": ("collect", "A list of URLs into a WARC file, for a batch that runs later."),
    "normalize": ("text", "Repaired, simplified text of FILEs, with every change."),
    "extract": ("text", "What FILEs say: report, indicators, findings."),
    "quantities": ("text", "Every numeric expression in FILEs."),
    "status": ("status", "Batches, published rows, and what is in quarantine and why."),
    "quarantine": ("quarantine", "What was kept back: list it, show an item, run items again."),
    "diff": ("diff", "What two batches read differently, and whether the source or our rules changed."),
    "report": ("report", "Build the quality page of a batch and print its path."),
    "serve": ("serve", "Run the scheduled deployments with an embedded Prefect server."),
    "automations": ("automations", "What the Prefect server does by itself: put it in place."),
    "alerts": ("alerts", "Who is told when something is wrong: show, and send a trial message."),
    "export": ("export", "The panel (issuer, year, standard indicator) as CSV or XLSX."),
    "config": ("config", "The settings of this installation, and where each value is from."),
    "dictionary": ("dictionary", "Print the data dictionary made from the schema."),
}


_TOLD = frozenset({"Damaged", "ServerFailed"})


class _Lazy(click.Group):
    """A group whose commands are imported when they are named."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The command line as a process of its own."""
        collect_later()
        # The processes of a run would call the script that this is, as if it defined what they need.
        vars(sys.modules["__main__"]).pop("__file__", None)
        named = next((word for word in sys.argv[1:] if word in _COMMANDS), None)
        if named:
            beginning.begin(named)
        if named == "run":
            from fazhi.lists import only_lists

            only_lists()
        try:
            return super().__call__(*args, **kwargs)
        finally:
            beginning.save()
            keep_to_the_end()

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"fazhi.cli.{_COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named; a table's file that cannot be read, and a server that does not answer, are
        told in a line, whoever meets them."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__name__ not in _TOLD:  # whose modules a command that meets neither need not load
                raise
            raise click.ClickException(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="fazhi")
def main() -> None:
    """法治政府建设年度报告: from messy pages to a validated table of figures."""
