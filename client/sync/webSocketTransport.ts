import type { Socket, Transport } from './logConnection.ts';

const NO_SOCKET: Socket = { send: () => undefined, close: () => undefined };

/** The browser's WebSocket, in a page or a worker. */
export const webSocketTransport: Transport = (relay, events) => {
  let socket: WebSocket;
  try {
    socket = new WebSocket(`${relay.replace(/^http/u, 'ws')}/relay`);
  } catch {
    // An address that is none, or one that this page may not speak to: told as every other failure is.
    queueMicrotask(() => events.onClose());
    return NO_SOCKET;
  }
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => events.onOpen());
  socket.addEventListener('close', () => events.onClose());
  socket.addEventListener('message', ({ data: message }: MessageEvent<unknown>) => {
    // A relay speaks in bytes; text is no frame.
    if (message instanceof ArrayBuffer) events.onFrame(new Uint8Array(message));
    else socket.close();
  });
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame.slice());
    },
    close: () => socket.close(),
  };
};
