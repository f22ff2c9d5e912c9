"""What the first page of a process would wait for, done before somebody asks."""

from flask import Flask


def compile_ahead(app: Flask) -> None:
    """Compile all templates: a page of thirty takes 0.2 s to compile.

    In memory alone: compiled code that lay on the disk would run whatever somebody put there. Web
    processes are copies of one that has done this, so it is done once for all.
    """
    for name in app.jinja_env.list_templates(extensions=("html", "txt")):
        app.jinja_env.get_template(name)
