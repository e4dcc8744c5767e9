/** Options of a route that people and their tools open: HEAD is answered as GET is, without the body (RFC 9110 9.3.2). */
export const page = { exposeHeadRoute: true } as const;
