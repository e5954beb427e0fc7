// Starts Redoc. Its search runs in a worker made of text, which the policy of these pages does not allow.
const mount = document.getElementById("explorer");
globalThis.Redoc.init(mount.dataset.document, { disableSearch: true, nativeScrollbars: true }, mount);
