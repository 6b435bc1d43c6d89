using System.Security.Cryptography;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>The operating system's random numbers.</summary>
public sealed class SystemChance : IChance
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
