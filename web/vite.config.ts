import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Both sites serve the same files; each address of a file stands below the first.
  base: '/console/',
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Everything as a file: the policy of our pages runs nothing that is written into them.
    assetsInlineLimit: 0,
    target: 'es2022',
    manifest: true,
    reportCompressedSize: true,
  },
});
