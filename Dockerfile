# One image for web and migrations. Nothing is fetched when it starts.
FROM python:3.13-slim-trixie AS build
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gdal-bin gettext \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-dev
COPY . .
RUN export SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://nobody@localhost/none \
    && .venv/bin/python manage.py compilemessages --verbosity 0 --ignore .venv \
    && .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-trixie
ENV PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gdal-bin libpango-1.0-0 libpangoft2-1.0-0 postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home forankra
WORKDIR /app
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "deploy.health"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "4", \
     "--workers-kill-timeout", "20", "crm.wsgi:application"]
