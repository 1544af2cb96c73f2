export { unshipped as default } from '../tooling/eslint.unshipped.mjs';
