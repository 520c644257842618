// Globals of Node that packages of Backstage use in a browser.
export { Buffer } from 'buffer';
export { default as process } from 'process/browser.js';
