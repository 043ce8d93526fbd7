# One image for web, worker and beat; docker-compose.yml says which of them a container is.
FROM python:3.11.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/platform

# bubblewrap is put around encoders where containers may make namespaces; elsewhere the kernel's own means have to do.
# Pango lays out what is printed.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*

COPY requirements requirements
RUN pip install --require-hashes -r requirements/base.txt \
 && pip install --require-hashes --no-deps -r requirements/fonts.txt

COPY . .
# Styles are the same in every container, so they are in the image; what changes is in volumes and services.
ENV STATIC_ROOT=/srv/static VAR_DIR=/srv/var
RUN useradd --system --home-dir /srv/var --create-home platform \
 && python -m tools.compile_messages \
 && python manage.py collectstatic --noinput --verbosity 0 \
 && mkdir -p /srv/var/private /srv/var/roots && chown -R platform /srv/var
USER platform

EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "eduplatform.wsgi:application"]
