import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Command } from '../src/features/commands/command';

const LIST_PATH = '/api/v1/commands';
const FROM_ANY_PAGE = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };

export function makeCommand(changes: Partial<Command> = {}): Command {
  const now = new Date().toISOString();
  return {
    id: randomUUID(),
    vehicle_id: 'WVWZZZ1JZXW000001',
    command: 'read_dtc',
    parameters: {},
    status: 'pending',
    response: null,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

/** The backend's API over real HTTP and WebSocket, with its commands in memory. */
export class FakeBackend {
  commands: Command[] = [];
  posted: unknown[] = [];
  /** When set, each request of the API gets this instead of its answer. */
  refusal: { status: number; body: unknown } | null = null;
  /** Without it commands are stored, but no event tells of them, as when Redis is down. */
  announces = true;
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      if (request.url === '/ws/commands') {
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

  reset(): void {
    this.hangUp();
    this.commands = [];
    this.posted = [];
    this.refusal = null;
    this.announces = true;
  }

  async close(): Promise<void> {
    this.hangUp();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://backend');
    if (request.method === 'OPTIONS') {
      response.writeHead(204, FROM_ANY_PAGE).end();
    } else if (this.refusal !== null) {
      reply(response, this.refusal.status, this.refusal.body);
    } else if (url.pathname !== LIST_PATH) {
      reply(response, 404, { detail: 'Not Found' });
    } else if (request.method === 'POST') {
      this.create(JSON.parse(await bodyOf(request)) as Partial<Command>, response);
    } else {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? 50);
      reply(response, 200, { items: this.commands.slice(offset, offset + limit), total: this.commands.length });
    }
  }

  private create(request: Partial<Command>, response: ServerResponse): void {
    this.posted.push(request);
    const command = makeCommand(request);
    this.commands.unshift(command);
    reply(response, 201, command);
    if (this.announces) {
      this.send({ type: 'command.created', command });
    }
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...FROM_ANY_PAGE, 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
