"""Long work: done in small parts by a worker, seen while it runs, kept when a machine stops.

A kind of work registers with `registry.job`; `running.start` writes the job down, and whoever claims it (the worker,
or the page where no worker lives) does one part after the other. Each part has a key of its own (`job-<id>-<part>`): a
part that was done before a machine stopped gives its first answer when it is asked again.
"""
