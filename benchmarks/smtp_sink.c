/* A mail server that keeps nothing but a line per message: "recipient message-id".
 *
 *     smtp_sink LOG [DELAY_US]
 *
 * Prints its port. Announces PIPELINING; answers to commands that came together leave together. The
 * line is written before the "250", so what a sender was told is in the log. DELAY_US is spent on each
 * message, for runs in which senders shall die in the middle. One thread, epoll. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_SIZE (256 * 1024)
#define OUT_SIZE (16 * 1024)

struct peer {
    int fd, in_data;
    size_t in_used, out_used, scanned;
    char rcpt[320];
    char in[IN_SIZE], out[OUT_SIZE];
};

static int log_fd, delay_us;

static void say(struct peer *p, const char *text) {
    size_t length = strlen(text);
    if (p->out_used + length > OUT_SIZE) return;
    memcpy(p->out + p->out_used, text, length);
    p->out_used += length;
}

static void keep(struct peer *p, size_t length) {
    char line[1024], id[512] = "-";
    for (char *at = p->in; at && at < p->in + length; at = memchr(at, '\n', length - (at - p->in))) {
        if (*at == '\n') at++;
        if (!strncasecmp(at, "Message-ID:", 11)) sscanf(at + 11, " %511[^\r\n]", id);
        if (*at == '\r' || !strncasecmp(at, "Message-ID:", 11)) break;
    }
    int size = snprintf(line, sizeof line, "%s %s\n", p->rcpt, id);
    if (write(log_fd, line, size) != size) exit(1);
    if (delay_us) usleep(delay_us);
}

static void drop_front(struct peer *p, size_t length) {
    memmove(p->in, p->in + length, p->in_used - length);
    p->in_used -= length;
    p->scanned = 0;
}

/* 1 when something was understood, 0 when more must come, -1 when the peer goes. */
static int text(struct peer *p) {
    size_t from = p->scanned > 4 ? p->scanned - 4 : 0;
    char *end = memmem(p->in + from, p->in_used - from, "\r\n.\r\n", 5);
    if (!end) {
        p->scanned = p->in_used;
        return p->in_used == IN_SIZE ? -1 : 0;
    }
    keep(p, end - p->in);
    drop_front(p, end - p->in + 5);
    p->in_data = 0;
    say(p, "250 kept\r\n");
    return 1;
}

static int command(struct peer *p) {
    char *end = memchr(p->in, '\n', p->in_used);
    if (!end) return p->in_used == IN_SIZE ? -1 : 0;
    *end = 0;
    int gone = 0;
    if (!strncasecmp(p->in, "EHLO", 4)) say(p, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
    else if (!strncasecmp(p->in, "DATA", 4)) { say(p, "354 go\r\n"); p->in_data = 1; }
    else if (!strncasecmp(p->in, "QUIT", 4)) { say(p, "221 bye\r\n"); gone = 1; }
    else {
        if (!strncasecmp(p->in, "RCPT TO:<", 9)) sscanf(p->in + 9, "%319[^>]", p->rcpt);
        say(p, "250 ok\r\n");
    }
    drop_front(p, end - p->in + 1);
    return gone ? -1 : 1;
}

static int serve(struct peer *p) {
    ssize_t got = recv(p->fd, p->in + p->in_used, IN_SIZE - p->in_used, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN ? 0 : -1;
    p->in_used += got;
    int state;
    while ((state = p->in_data ? text(p) : command(p)) > 0) {}
    size_t sent = 0;
    while (sent < p->out_used) {
        ssize_t wrote = send(p->fd, p->out + sent, p->out_used - sent, MSG_NOSIGNAL);
        if (wrote < 0 && errno == EAGAIN) continue;
        if (wrote < 0) return -1;
        sent += wrote;
    }
    p->out_used = 0;
    return state;
}

static void welcome(int listener, int poll) {
    struct peer *p = calloc(1, sizeof *p);
    p->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (p->fd < 0) { free(p); return; }
    int one = 1;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
    epoll_ctl(poll, EPOLL_CTL_ADD, p->fd, &event);
    if (write(p->fd, "220 sink\r\n", 10) != 10) exit(1);
}

int main(int count, char **words) {
    if (count < 2) return 2;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    log_fd = open(words[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    delay_us = count > 2 ? atoi(words[2]) : 0;
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    bind(listener, (struct sockaddr *)&address, size);
    listen(listener, 128);
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[64];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int found = epoll_wait(poll, ready, 64, -1);
        for (int n = 0; n < found; n++) {
            struct peer *p = ready[n].data.ptr;
            if (!p) welcome(listener, poll);
            else if (serve(p) < 0) { close(p->fd); free(p); }
        }
    }
}
