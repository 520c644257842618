#!/usr/bin/env bash
# Builds the images of the end-to-end run into .cache/e2e/images/<name>.tar (OCI archives): our own pipeline image on the
# test base, and images of single programs from the tools. Rebuilds an image only if its inputs have changed.
#   build.sh FOLDER   also gives the folder of a run its own images/ and dist/, which a later build does not change
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
images=$root/.cache/e2e/images
tools=$root/.cache/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# a store of its own, so that no other image changes
export CONTAINERS_STORAGE_CONF=$images/storage.conf STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot BUILDER=buildah

# current NAME KEY: succeeds if an image exists and its key is the same; otherwise removes the key.
current() {
  [ "$(cat "$images/$1.key" 2> /dev/null)" = "$2" ] && [ -f "$images/$1.tar" ] && return
  rm -f "$images/$1.key"
  return 1
}

# one_program NAME TAG USER PATH [PROGRAM]: builds a scratch image with one static program, by default from .cache/tools.
one_program() {
  local name=$1 tag=$2 user=$3 path=$4 program=${5:-$tools/$1} key folder
  key="$(sha256sum < "$program") $*"
  current "$name" "$key" && return
  echo "building image $tag"
  folder=$(mktemp -d "$work/XXXXXX")
  install -D -m 0755 "$program" "$folder/$path"
  install -d -m 1777 "$folder/tmp"
  printf 'FROM scratch\nCOPY . /\nENV HOME=/tmp\nUSER %s\nENTRYPOINT ["%s"]\n' "$user" "$path" > "$folder.Dockerfile"
  save "$folder" "$name" "$tag"
  echo "$key" > "$images/$name.key"
}

# save FOLDER NAME TAG: builds the image of a folder by the Dockerfile beside it into an archive. Removes both.
save() {
  local folder=$1 archive=$images/$2.tar tag=$3
  buildah build --pull-never --timestamp 0 --quiet --file "$folder.Dockerfile" --tag "$tag" "$folder" > /dev/null
  rm -rf "$folder" "$folder.Dockerfile" "$archive"
  buildah push --quiet "$tag" "oci-archive:$archive:$tag"
}

# with_libraries FOLDER PROGRAM…: copies programs of this Debian and their shared libraries, under the same paths.
with_libraries() {
  local folder=$1
  shift
  { printf '%s\n' "$@"; ldd "$@" | grep -o '/[^ :]*' ; } | sort -u | xargs cp -L --parents --target-directory "$folder"
}

# Builds the image of Gitea: the program and the files of its Go module, and Git and the shell for hooks from this Debian.
gitea() {
  local key folder module
  key="$(cat "$tools/gitea.key") $(git --version) $(sha256sum < "$0")"
  current gitea "$key" && return
  echo 'building image test.local/gitea:1'
  folder=$(mktemp -d "$work/XXXXXX")
  install -D -m 0755 "$tools/gitea" "$folder/usr/local/bin/gitea"
  module=$(cd "$root/test/e2e/tools/gitea" && go list -m -f '{{.Dir}}' code.gitea.io/gitea)
  mkdir -p "$folder/usr/share/gitea" "$folder/usr/share" "$folder/usr/lib" "$folder/etc"
  cp -R "$module/templates" "$module/options" "$module/public" "$folder/usr/share/gitea/"
  cp -R /usr/share/git-core "$folder/usr/share/"
  cp -R /usr/lib/git-core "$folder/usr/lib/"
  with_libraries "$folder" "$tools/gitea" /usr/bin/git /usr/bin/{bash,env,cat,basename,dirname,mkdir,rm,mv,sed,grep,tar}
  rm -r "${folder:?}/${tools#/}"
  ln -s bash "$folder/usr/bin/sh"
  # as on Debian, programs are also found below /bin, /lib and /lib64
  for path in bin lib lib64; do [ -e "$folder/$path" ] || ln -s "usr/$path" "$folder/$path"; done
  echo 'root:x:0:0:root:/root:/bin/sh
git:x:1000:1000:git:/tmp:/bin/sh' > "$folder/etc/passwd"
  echo 'git:x:1000:' > "$folder/etc/group"
  install -d -m 1777 "$folder/tmp"
  chmod -R a+rX "$folder"
  printf 'FROM scratch\nCOPY . /\nUSER 1000:1000\nENTRYPOINT ["/usr/local/bin/gitea"]\n' > "$folder.Dockerfile"
  save "$folder" gitea test.local/gitea:1
  echo "$key" > "$images/gitea.key"
}

# Builds our image as `make image` does, on the test base. Writes its name to pipeline.name.
pipeline() {
  local key base
  key=$(cd "$root" && find dist/configure.mjs dist/complete.mjs dist/complete-chunks dist/charts \
    pipelines/build/build-image.sh pipelines/configure/Dockerfile test/image/test-base .ci/run -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  current pipeline "$key" && return
  echo 'building image of the pipeline'
  base=$("$root/test/image/test-base/build.sh" 2> "$images/test-base.log")
  BASE=${base#BASE=} ARCHIVE=$images/pipeline.tar "$root/pipelines/build/build-image.sh" \
    2> "$images/pipeline.log" > "$images/pipeline.name" || { cat "$images/pipeline.log" >&2; exit 1; }
  echo "$key" > "$images/pipeline.key"
}

mkdir -p "$images"
# another copy may be building the same
exec 9> "$images/.lock"
flock 9
printf '[storage]\ndriver = "vfs"\ngraphroot = "%s"\nrunroot = "%s"\n' "$images/.store" "$images/.store-run" > "$images/storage.conf"
one_program pause test.local/pause:1 65535:65535 /pause
one_program greeter test.local/greeter:1 65532:65532 /greeter
one_program registry test.local/registry:1 65532:65532 /bin/registry
gitea
one_program kratix-adapter test.local/kratix-adapter:1 65532:65532 /bin/pipeline-adapter
if [ -n "${KRATIX_ADAPTER:-}" ]; then
  one_program kratix-pipeline-adapter test.local/kratix-pipeline-adapter:1 65532:65532 /bin/pipeline-adapter \
    "$KRATIX_ADAPTER"
fi
pipeline

if [ -n "${1:-}" ]; then
  mkdir "$1/images"
  # links are safe: `save` replaces an archive and never overwrites it
  cp --link "$images"/*.tar "$1/images" 2> /dev/null || cp "$images"/*.tar "$1/images"
  cp "$images/pipeline.name" "$1/images"
  cp -R "$root/dist" "$1/dist"
  # the infraforge command looks for the Promises beside dist/
  ln -s "$root/promises" "$1/promises"
fi
