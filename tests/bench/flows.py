"""A stock flow of one step."""

from viewflow import this
from viewflow.workflow import Flow, flow


class StockFlow(Flow):
    """Start, one person's step, end."""

    start = flow.StartHandle().Next(this.step)
    step = flow.View(None).Next(this.end)
    end = flow.End()
