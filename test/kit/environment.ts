/**
 * All that a program of ours is given of our own environment: where programs are, where Node.js keeps what it has
 * compiled, without which each of them would strip and compile the same files anew, and how it starts quickly.
 */
export const bareEnvironment: Readonly<NodeJS.ProcessEnv> = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  NODE_OPTIONS: process.env['NODE_OPTIONS'],
};
