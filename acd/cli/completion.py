"""`acd completion bash|zsh|fish`."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of your shell.

    \b
    bash:  eval "$(acd completion bash)"                in ~/.bashrc
    zsh:   eval "$(acd completion zsh)"                 in ~/.zshrc
    fish:  acd completion fish > ~/.config/fish/completions/acd.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(ctx.find_root().command, {}, "acd", "_ACD_COMPLETE").source())
