using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Millrace.Server.Http;

/// <summary>How the service receives.</summary>
public static class Receiving
{
    /// <summary>Connections at once; each that sends holds a block, so that all together hold 256 MiB. More are closed at once.</summary>
    public const int ConnectionsMax = 4_096;

    /// <summary>Within what time the head of a request has to be there, on the wall clock.</summary>
    public static TimeSpan HeadWithin { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What a body has to bring: slower ones are ended, so that nobody holds a connection for a byte now and then.</summary>
    public static MinDataRate BodyRate { get; } = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Makes Kestrel receive in blocks that suit bodies of megabytes, within bounds of number and time.</summary>
    public static IWebHostBuilder ReceiveInLargeBlocks(this IWebHostBuilder web) => web.ReceiveInLargeBlocks(ConnectionsMax);

    internal static IWebHostBuilder ReceiveInLargeBlocks(this IWebHostBuilder web, int connectionsMax) =>
        web.ConfigureServices(services => services.AddSingleton<IMemoryPoolFactory<byte>, BlockPools>())
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxConcurrentConnections = connectionsMax;
                kestrel.Limits.RequestHeadersTimeout = HeadWithin;
                kestrel.Limits.MinRequestBodyDataRate = BodyRate;
            });

    private sealed class BlockPools : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ReceiveBlocks();
    }
}
