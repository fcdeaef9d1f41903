"""The served methods by feature; `api.registry` gathers them."""
