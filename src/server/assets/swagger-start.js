// Starts Swagger UI. The document's address stands in the page, so that a sub-folder works; the validator, which is
// somebody else's server, stays off.
const mount = document.getElementById("explorer");
globalThis.SwaggerUIBundle({ domNode: mount, url: mount.dataset.document, deepLinking: true, validatorUrl: null });
