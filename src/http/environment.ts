/** What the routes get beside the request. */
export interface Environment {
  Bindings: {
    /** IP address of the peer; empty when it is not known. */
    clientAddress: () => string;
  };
}
