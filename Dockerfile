# One image a service, and one for the page: docker build --target ingest|analysis|insights|page .
# Packages before code, so that a change of code builds in seconds. Wheels only: no image has a compiler.

FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app:/packages
# Nobody in particular, and the same number in every image: what owns the clones' volume.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent codevoyage
WORKDIR /app

FROM python:3.11-slim-bookworm AS installer
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

FROM installer AS ingest-packages
COPY requirements/ingest.txt .
RUN pip install --quiet --require-hashes --only-binary :all: --target /packages -r ingest.txt

FROM installer AS analysis-packages
COPY requirements/analysis.txt .
RUN pip install --quiet --require-hashes --only-binary :all: --target /packages -r analysis.txt

FROM installer AS insights-packages
COPY requirements/insights.txt .
RUN pip install --quiet --require-hashes --only-binary :all: --target /packages -r insights.txt

FROM installer AS gateway-packages
COPY requirements/gateway.txt .
RUN pip install --quiet --require-hashes --only-binary :all: --target /packages -r gateway.txt

FROM base AS common
COPY proto/gen/python/codevoyage codevoyage
COPY services/common/codevoyage_common codevoyage_common

FROM common AS ingest
# The only image with git, and the only one that meets untrusted repositories.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o codevoyage -g codevoyage /clones /repositories
# A worker compiles into it what depends on its processor.
ENV CODEVOYAGE_COMPILED_DIR=/tmp/compiled
COPY --from=ingest-packages /packages /packages
COPY services/ingest/codevoyage_ingest codevoyage_ingest
USER 10001:10001
CMD ["python", "-m", "codevoyage_ingest", "server"]

FROM common AS analysis
COPY --from=analysis-packages /packages /packages
COPY services/analysis/codevoyage_analysis codevoyage_analysis
USER 10001:10001
CMD ["python", "-m", "codevoyage_analysis", "server"]

FROM common AS insights
COPY --from=insights-packages /packages /packages
COPY services/insights/codevoyage_insights codevoyage_insights
USER 10001:10001
CMD ["python", "-m", "codevoyage_insights", "server"]

FROM node:22-bookworm-slim AS page-build
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY web .
RUN npm run build

FROM common AS page
COPY --from=gateway-packages /packages /packages
COPY services/gateway/codevoyage_gateway codevoyage_gateway
COPY --from=page-build /web/dist /page
USER 10001:10001
CMD ["python", "-m", "codevoyage_gateway", "page"]
