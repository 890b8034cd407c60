"""The progress of a download, in words."""

from app.api.endpoints import FetchProgress

PAUSE = "{first-run.leave} to pause; the download resumes where it stopped."
BAR_COLS = 24
"""The bar, the share and the amount fit into 40 columns in two rows."""


def format_progress(progress: FetchProgress) -> str:
    """Format the progress of a download as a bar with numbers, with the id of a command in place of its key."""
    share = progress.done / max(1, progress.total)
    full = int(share * BAR_COLS)
    blocks = f"{'█' * full}{'░' * (BAR_COLS - full)}"
    match progress.phase:
        case "downloading":
            amount = f"{progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB"
            return (
                f"{blocks} {share:4.0%}  {amount}\n{{first-run.leave}} to pause; the download resumes where it stopped."
            )
        case "checking":
            return f"{blocks}  checking …"
        case "done":
            return f"{'█' * BAR_COLS}  ready"
