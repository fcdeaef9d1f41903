# One image for the bot, the workers and the migration: the command says which.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/progon
COPY requirements.lock ./
RUN /opt/progon/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY runner runner
COPY parser parser
COPY storage storage
COPY config config
COPY playground playground
RUN /opt/progon/bin/pip install --no-deps --no-build-isolation --no-index .

FROM python:3.12-slim
ENV PATH=/opt/progon/bin:$PATH \
    PYTHON_BIN=/usr/local/bin/python3.12 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    LOG_FORMAT=json
RUN useradd --uid 10001 --create-home progon && install -d -o progon -g progon -m 700 /data
COPY --from=build /opt/progon /opt/progon
USER progon
WORKDIR /home/progon
VOLUME /data
# whether this container's bot or worker was heard of within 30 s
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD ["progon", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["progon"]
CMD ["worker"]
