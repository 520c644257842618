// Named exports: esbuild gives a dynamic import of CommonJS only a default.
export { createRoot, hydrateRoot } from 'react-dom-client';
