import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Relative, so that the built page works in any folder of any site.
  base: './',
  build: { sourcemap: true },
});
