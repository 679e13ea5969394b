// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A program that holds several units of several people, each with its own copy of the library; it includes nothing of
// it. A server in it closes each connection at once, so that clients write into closed ones; SIGPIPE is as it is in a
// new process, and would end the program.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <thread>

using unit = char const*(unsigned short, int, char*, std::size_t);
extern "C"
{
    [[gnu::weak]] unit first;
    [[gnu::weak]] unit second;
}

int main()
{
    signal(SIGPIPE, SIG_DFL);
    int const listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (bind(listener, reinterpret_cast<sockaddr*>(&here), size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&here), &size) != 0)
        return 2;
    std::thread server(
        [listener]
        {
            for (;;)
            {
                int const peer = accept(listener, nullptr, nullptr);
                if (peer < 0)
                    return;
                linger const reset{1, 0};
                static bool odd = false;
                if (odd = !odd; odd)
                    setsockopt(peer, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
                close(peer);
            }
        });

    bool told = true;
    auto const ask = [&](unit* who)
    {
        if (!who)
            return;
        char says[200] = {};
        char const* const version = who(ntohs(here.sin_port), 30, says, sizeof says - 1);
        std::printf("%s: %s\n", version, says);
        told = told && std::strstr(says, "[1,2]") && !std::strstr(says, "nothing");
    };
    ask(&first);
    ask(&second);
    shutdown(listener, SHUT_RDWR);
    server.join();
    close(listener);
    return told ? 0 : 1;
}
