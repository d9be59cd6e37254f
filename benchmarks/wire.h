/* What the load client and the bare server share: sockets, buffers, WebSocket frames. */
#ifndef WIRE_H
#define WIRE_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    char *data;
    size_t used, size;
} Buffer;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void append(Buffer *buffer, const void *data, size_t size) {
    if (buffer->used + size + 1 > buffer->size) {
        buffer->size = (buffer->used + size + 1) * 2;
        buffer->data = realloc(buffer->data, buffer->size);
        if (!buffer->data) die("realloc");
    }
    memcpy(buffer->data + buffer->used, data, size);
    buffer->used += size;
    buffer->data[buffer->used] = 0; /* so that the text functions stop */
}

static void consume(Buffer *buffer, size_t size) {
    memmove(buffer->data, buffer->data + size, buffer->used - size + 1);
    buffer->used -= size;
}

__attribute__((unused)) static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void set_nonblocking(int fd) {
    int one = 1;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Read all there is. 0 when the other side has closed. */
static int fill(int fd, Buffer *buffer) {
    char part[65536];
    for (;;) {
        ssize_t got = recv(fd, part, sizeof part, 0);
        if (got > 0) append(buffer, part, (size_t)got);
        if (got > 0 && (size_t)got == sizeof part) continue;
        if (got == 0) return 0;
        if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return 0;
        return 1;
    }
}

/* The first whole frame of the buffer: its header size, body size and opcode; 0 when it is not whole. */
__attribute__((unused)) static int frame_at(const char *data, size_t used, size_t *header, size_t *body, int *opcode) {
    const unsigned char *p = (const unsigned char *)data;
    if (used < 2) return 0;
    *opcode = p[0] & 15;
    *header = 2;
    *body = p[1] & 127;
    if (*body == 126) {
        if (used < 4) return 0;
        *body = (size_t)p[2] << 8 | p[3];
        *header = 4;
    } else if (*body == 127) {
        if (used < 10) return 0;
        *body = 0;
        for (int i = 2; i < 10; i++) *body = *body << 8 | p[i];
        *header = 10;
    }
    if (p[1] & 128) *header += 4;
    return used >= *header + *body;
}

#endif
