import axios from 'axios';
import { env } from '../config/env';

const TIMEOUT_MS = 10_000;

export const apiClient = axios.create({ baseURL: `${env.apiBaseUrl}/v1`, timeout: TIMEOUT_MS });
