/** Whatever a deployment sets, no access token of a client lives longer. */
export const longestClientTokenSeconds = 86_400;
