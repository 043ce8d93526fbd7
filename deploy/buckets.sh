#!/bin/sh
# Makes the bucket; what lies below the public folders may be read by anybody, the originals by nobody.
set -eu
mc alias set store http://store:9000 "$STORE_USER" "$STORE_PASSWORD"
mc mb --ignore-existing store/lessons
mc anonymous set none store/lessons
for folder in packages images avatar_images; do
  mc anonymous set download "store/lessons/$folder"
done
