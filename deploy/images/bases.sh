#!/bin/sh
# Holds a release to the digests that the tags of its bases have now. Prints, for a step's outputs:
#   bases=…     each image that the Dockerfiles here are built FROM, as name:tag@digest
#   builder=…   the image in which executables are compiled, likewise; only if its name is given
# A digest is that of the index of all architectures. Exit 1 if a registry does not tell one.
#   deploy/images/bases.sh [BUILDER]
set -eu
cd "$(dirname "$0")"

pinned() {
    said=$(docker buildx imagetools inspect "$1")
    digest=$(echo "$said" | awk '$1 == "Digest:" { print $2; exit }')
    case $digest in
    sha256:*) echo "$1@$digest" ;;
    *) echo "bases.sh: no digest for $1" >&2 && exit 1 ;;
    esac
}

# What FROM names, but for the stages of the file itself.
names=$(awk 'toupper($1) == "FROM" { if (!((FILENAME, $2) in stage)) print $2; stage[FILENAME, $4] }' Dockerfile.* | sort -u)
bases=
for name in $names; do
    base=$(pinned "$name")
    bases="$bases $base"
done
echo "bases=${bases# }"
if [ $# -gt 0 ]; then
    builder=$(pinned "$1")
    echo "builder=$builder"
fi
