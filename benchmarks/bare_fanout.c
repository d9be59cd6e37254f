/* The floor: a fan-out that does nothing else. No storage, no sign-in, no rights, no order to keep.

   One epoll loop. `POST` with a form that has `text=` writes one frame to every open WebSocket and
   answers 201. Usage: bare_fanout PORT */
#include "wire.h"

typedef struct {
    int fd, is_open;
    Buffer in, out;
} Client;

static int poller;
static Client **sockets;
static size_t open_count, capacity;

/* ---- SHA-1 and base64, for the handshake (RFC 3174, RFC 4648) ---- */

static uint32_t roll(uint32_t v, int n) { return v << n | v >> (32 - n); }

static void sha1(const char *text, unsigned char out[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char block[128] = {0};
    size_t size = strlen(text), total = size + 9 > 64 ? 128 : 64;
    memcpy(block, text, size);
    block[size] = 0x80;
    for (int i = 0; i < 8; i++) block[total - 1 - i] = (unsigned char)((uint64_t)size * 8 >> (8 * i));
    for (size_t at = 0; at < total; at += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++)
            w[i] = (uint32_t)block[at + 4 * i] << 24 | block[at + 4 * i + 1] << 16 |
                   block[at + 4 * i + 2] << 8 | block[at + 4 * i + 3];
        for (int i = 16; i < 80; i++) w[i] = roll(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20   ? (b & c) | (~b & d)
                         : i < 40 ? b ^ c ^ d
                         : i < 60 ? (b & c) | (b & d) | (c & d)
                                  : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t next = roll(a, 5) + f + e + k + w[i];
            e = d, d = c, c = roll(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const unsigned char *in, char out[29]) {
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int o = 0;
    for (int i = 0; i < 20; i += 3) {
        uint32_t v = (uint32_t)in[i] << 16 | (i + 1 < 20 ? in[i + 1] << 8 : 0) | (i + 2 < 20 ? in[i + 2] : 0);
        for (int j = 0; j < 4; j++) out[o++] = set[v >> (18 - 6 * j) & 63];
    }
    out[27] = '=';
    out[28] = 0;
}

/* ---- the server ---- */

static void write_to(Client *client, const void *data, size_t size) {
    ssize_t sent = client->out.used ? 0 : send(client->fd, data, size, MSG_NOSIGNAL);
    if (sent < 0) sent = 0;
    if ((size_t)sent == size) return;
    append(&client->out, (const char *)data + sent, size - (size_t)sent);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event);
}

static void flush(Client *client) {
    ssize_t sent = send(client->fd, client->out.data, client->out.used, MSG_NOSIGNAL);
    if (sent > 0) consume(&client->out, (size_t)sent);
    if (client->out.used) return;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event);
}

static void fan_out(const char *text, size_t size) {
    char frame[2048];
    size_t at = 2;
    frame[0] = (char)0x81;
    int body = snprintf(frame + 4, sizeof frame - 4, "{\"kind\":\"message\",\"text\":\"%.*s\"}", (int)size, text);
    if (body < 126) {
        frame[1] = (char)body;
        memmove(frame + 2, frame + 4, (size_t)body);
    } else {
        frame[1] = 126, frame[2] = (char)(body >> 8), frame[3] = (char)body;
        at = 4;
    }
    for (size_t i = 0; i < open_count; i++) write_to(sockets[i], frame, at + (size_t)body);
}

static void open_socket(Client *client) {
    char key[128] = {0}, text[200], answer[256], accept[29];
    unsigned char digest[20];
    char *named = strcasestr(client->in.data, "Sec-WebSocket-Key: ");
    sscanf(named + 19, "%100[^\r]", key);
    snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    sha1(text, digest);
    base64(digest, accept);
    int size = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    write_to(client, answer, (size_t)size);
    if (open_count == capacity) sockets = realloc(sockets, (capacity = capacity * 2 + 64) * sizeof *sockets);
    sockets[open_count++] = client;
    client->is_open = 1;
}

/* One whole request at the start of the buffer; 0 when it is not whole yet. */
static int serve(Client *client) {
    static const char done[] = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    char *end = strstr(client->in.data, "\r\n\r\n"), *length;
    if (!end) return 0;
    size_t head = (size_t)(end + 4 - client->in.data), body = 0;
    if (strncmp(client->in.data, "GET", 3) == 0) {
        open_socket(client);
        consume(&client->in, head);
        return 1;
    }
    if ((length = strcasestr(client->in.data, "Content-Length: "))) body = (size_t)atol(length + 16);
    if (client->in.used < head + body) return 0;
    char *text = strstr(end, "text=");
    if (text) fan_out(text + 5, (size_t)(client->in.data + head + body - text - 5));
    write_to(client, done, sizeof done - 1);
    consume(&client->in, head + body);
    return 1;
}

static void forget(Client *client) {
    for (size_t i = 0; client->is_open && i < open_count; i++)
        if (sockets[i] == client) sockets[i--] = sockets[--open_count];
    close(client->fd);
    free(client->in.data);
    free(client->out.data);
    free(client);
}

static void greet(int door) {
    int fd;
    while ((fd = accept(door, NULL, NULL)) >= 0) {
        Client *client = calloc(1, sizeof *client);
        client->fd = fd;
        set_nonblocking(fd);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(int count, char **words) {
    if (count != 2) return 2;
    allow_many_files();
    int door = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[1]))};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&place, sizeof place) || listen(door, 1024)) die("bind");
    set_nonblocking(door);
    poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[256];
    epoll_ctl(poller, EPOLL_CTL_ADD, door, &event);
    for (;;) {
        int n = epoll_wait(poller, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            Client *client = ready[i].data.ptr;
            if (!client) {
                greet(door);
                continue;
            }
            if (ready[i].events & EPOLLOUT) flush(client);
            if (!(ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
            if (!fill(client->fd, &client->in)) {
                forget(client);
                continue;
            }
            while (!client->is_open && client->in.used && serve(client)) {
            }
            if (client->is_open) client->in.used = 0; /* pongs and closes of the load client */
        }
    }
}
