using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Millrace.Server.Http;

/// <summary>How the service receives.</summary>
public static class Receiving
{
    /// <summary>Makes Kestrel receive in blocks that suit bodies of megabytes.</summary>
    public static IWebHostBuilder ReceiveInLargeBlocks(this IWebHostBuilder web) =>
        web.ConfigureServices(services => services.AddSingleton<IMemoryPoolFactory<byte>, BlockPools>());

    private sealed class BlockPools : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ReceiveBlocks();
    }
}
