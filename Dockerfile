# One image for every process of the archive: the web server, the workers, the follower, the sweep, and commands.
# What of this has been run, and how, is said in docs/operating.md.
FROM python:3.11-slim-bookworm AS packages
# torch is never loaded on the default path; its CPU build keeps gigabytes of CUDA out of the image.
# With an NVIDIA card: --build-arg PIP_ARGS=""
ARG PIP_ARGS="--extra-index-url https://download.pytorch.org/whl/cpu"
WORKDIR /build
RUN python -m venv /opt/muniment
COPY requirements.txt .
RUN /opt/muniment/bin/pip install --no-cache-dir --disable-pip-version-check ${PIP_ARGS} -r requirements.txt

FROM python:3.11-slim-bookworm
# libgl1, libglib2.0-0: the reading engine's OpenCV. tesseract-ocr: scripts that PP-OCR cannot write; name more of
# its languages here. postgresql-client is not needed: backups are made by manage.py backup.
ARG TESSERACT="tesseract-ocr tesseract-ocr-deu tesseract-ocr-ara tesseract-ocr-heb tesseract-ocr-rus"
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 tini ${TESSERACT} \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin muniment \
    && install -d -m 0700 -o muniment -g muniment /data
COPY --from=packages /opt/muniment /opt/muniment
WORKDIR /app
# .dockerignore says what comes along.
COPY . .
RUN /opt/muniment/bin/python -m compileall -q archive ocr_engine search
ENV PATH=/opt/muniment/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MUNIMENT_HOME=/data MUNIMENT_BIND=0.0.0.0:8000
USER muniment
VOLUME /data
EXPOSE 8000
# tini reaps what dies and passes signals on; a stop takes some seconds, so that no page is read twice.
ENTRYPOINT ["tini", "--", "python", "manage.py"]
# Everything in one container. compose.yaml runs the parts by themselves.
CMD ["start"]
STOPSIGNAL SIGTERM
# The site answers only to its own names, and over HTTPS when it is told to.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os, re, sys; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/health', headers={'Host': re.split('[ ,]+', os.environ.get('MUNIMENT_HOSTS') or 'localhost')[0], 'X-Forwarded-Proto': 'https'}); sys.exit(c.getresponse().status != 200)"]
