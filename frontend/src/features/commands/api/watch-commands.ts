import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { env } from '../../../config/env';
import { openEventStream } from '../../../transport/event-stream';
import type { Connection, EventStream } from '../../../transport/event-stream';
import { parseEvent } from '../command';
import type { CommandEvent, PartEvent } from '../command';
import { addPart, fetchMissed, putInCache } from '../command-cache';

export interface ReceivedEvent {
  /** Counts the events of this page's life; an event itself has no id. */
  number: number;
  receivedAt: Date;
  event: CommandEvent | PartEvent;
}

const LONGEST_LOG = 50;

/** Keeps the held commands current from the WebSocket, and tells what came and whether it is connected. */
export function useCommandEvents() {
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [events, setEvents] = useState<ReceivedEvent[]>([]);
  const stream = useRef<EventStream | null>(null);

  useEffect(() => {
    const opened = openEventStream(eventsUrl(), {
      onConnection(next) {
        setConnection(next);
        if (next === 'live') {
          fetchMissed(queryClient);
        }
      },
      onMessage(data) {
        const event = parseEvent(data);
        if (event === undefined) {
          return;
        }
        if (event.type === 'command.part') {
          addPart(queryClient, event);
        } else {
          putInCache(queryClient, event.command);
        }
        setEvents((log) => withEvent(log, event));
      },
    });
    stream.current = opened;
    return opened.close;
  }, [queryClient]);

  const retry = useCallback(() => stream.current?.retry(), []);
  return { connection, events, retry };
}

function eventsUrl(): string {
  const url = new URL('/ws/commands', new URL(env.apiBaseUrl, window.location.href));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

function withEvent(log: ReceivedEvent[], event: ReceivedEvent['event']): ReceivedEvent[] {
  const number = (log[0]?.number ?? 0) + 1;
  return [{ event, number, receivedAt: new Date() }, ...log].slice(0, LONGEST_LOG);
}
