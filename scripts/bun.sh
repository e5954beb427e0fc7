# Sourced by scripts/start and scripts/test: leaves the pinned Bun's program in $BUN and installs what bun.lock names.
# Looks on PATH and in .tools, and takes it from the npm registry otherwise.

BUN_VERSION=$(sed -n 's/.*"packageManager": "bun@\([^"]*\)".*/\1/p' package.json)
LOCAL_BUN="$PWD/.tools/node_modules/bun/bin/bun.exe"

# A user without a home of its own keeps the caches here.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  export BUN_INSTALL_CACHE_DIR="$PWD/.tools/cache" npm_config_cache="$PWD/.tools/npm-cache"
fi

is_pinned() { [ "$("$1" --version 2>/dev/null)" = "$BUN_VERSION" ]; }

if is_pinned bun; then
  BUN=$(command -v bun)
elif is_pinned "$LOCAL_BUN"; then
  BUN=$LOCAL_BUN
else
  command -v npm >/dev/null || { echo "Argos needs Bun $BUN_VERSION, or Node with npm to install it: neither is here" >&2; exit 1; }
  echo "installing Bun $BUN_VERSION into .tools"
  mkdir -p .tools
  npm install --prefix .tools --no-save --no-package-lock --no-audit --no-fund --loglevel=error "bun@$BUN_VERSION"
  # Newer versions of npm, and npm run by root, leave out the install script that puts the program in its place.
  is_pinned "$LOCAL_BUN" || node .tools/node_modules/bun/install.js
  is_pinned "$LOCAL_BUN" || { echo "Bun $BUN_VERSION was installed into .tools but does not run here" >&2; exit 1; }
  BUN=$LOCAL_BUN
fi

echo "installing the packages that bun.lock names"
"$BUN" install --frozen-lockfile
