import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Command } from '../src/features/commands/command';
import type { Part } from '../src/features/commands/part';
import { FakeAnswers } from './fake-answers';
import type { Answer } from './fake-answers';

const FROM_ANY_PAGE = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*', 'Access-Control-Expose-Headers': 'Retry-After' };
const UNAUTHENTICATED = 'HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n';
const UNAVAILABLE = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n';

/** The backend's API over real HTTP and WebSocket, with what it knows in memory. */
export class FakeBackend extends FakeAnswers {
  /** Without it the WebSocket is refused with 503, as while Redis is away. */
  hasEvents = true;
  /** When set, each request of the API gets this instead of its answer. */
  refusal: Answer | null = null;
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'sovd.bearer' });

  constructor() {
    super();
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      const [, token] = (request.headers['sec-websocket-protocol'] ?? '').split(/, */);
      if (!this.admits(token)) {
        socket.end(UNAUTHENTICATED);
      } else if (!this.hasEvents) {
        socket.end(UNAVAILABLE);
      } else if (request.url === '/ws/commands') {
        this.sockets.handleUpgrade(request, socket, head, (opened) => this.sockets.emit('connection', opened));
      } else {
        socket.destroy();
      }
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://${this.host}`;
  }

  get eventsUrl(): string {
    return `ws://${this.host}/ws/commands`;
  }

  get listeners(): number {
    return this.sockets.clients.size;
  }

  send(message: unknown): void {
    for (const socket of this.sockets.clients) {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    }
  }

  /** Stores a command's new state, and tells of it. */
  change(command: Command, changes: Partial<Command>): void {
    Object.assign(command, changes);
    this.send({ type: 'command.changed', command });
  }

  /** Stores a part, and tells of it unless its event is to be lost. */
  answerWith({ id }: Command, part: Required<Part>, isLost = false): void {
    this.parts.set(id, [...(this.parts.get(id) ?? []), part]);
    if (!isLost) {
      const { sequence, body, final } = part;
      this.send({ type: 'command.part', command_id: id, sequence, body, final });
    }
  }

  /** Neither reads nor ends its connections, as when the network between is gone. */
  freeze(): void {
    for (const socket of this.sockets.clients) {
      socket.pause();
    }
  }

  hangUp(): void {
    for (const socket of this.sockets.clients) {
      socket.terminate();
    }
  }

  override reset(): void {
    super.reset();
    this.hangUp();
    this.refusal = null;
    this.hasEvents = true;
  }

  async close(): Promise<void> {
    this.hangUp();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://backend');
    if (request.method === 'OPTIONS') {
      response.writeHead(204, FROM_ANY_PAGE).end();
      return;
    }
    const token = request.headers.authorization?.replace('Bearer ', '');
    const answer = this.refusal ?? await this.answer(request.method ?? '', url, token, await bodyOf(request));
    if (answer === 'none') {
      response.destroy();
      return;
    }
    const { status, body, headers = {} } = answer;
    response.writeHead(status, { ...FROM_ANY_PAGE, 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (this.announces && status === 201) {
      this.send({ type: 'command.created', command: body });
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
