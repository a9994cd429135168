"""LiteLLM as we use it: local, silent, and never asking twice by itself.

Importing it takes seconds, so it is imported where it is first called. It stands here because both
the models behind the agents and the embedding of memories go through it.
"""

import logging
import os
import warnings
from typing import Any


def load_litellm() -> Any:
    """Return the litellm module, told to stay local and silent and to leave retries to us."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_LOG"] = "ERROR"  # at DEBUG it prints prompts and headers
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.disable_hf_tokenizer_download = True
    # It takes the rule of a Markdown table for a loop.
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = 1_000_000  # type: ignore[attr-defined]
    # Its embeddings take `max_retries=0` for "not given" and then use this default.
    litellm.DEFAULT_MAX_RETRIES = 0  # type: ignore[attr-defined]
    # These would print what a server sent, as it is.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm
