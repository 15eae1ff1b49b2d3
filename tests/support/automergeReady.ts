// Starts the WebAssembly that `@automerge/automerge/slim` waits for: under Node the full entry does it at once.
import '@automerge/automerge';
