using System.Security.Cryptography;
using System.Text;

namespace Millrace.Unit.Contracts;

/// <summary>
/// A reviewed file of what datasets have promised, a line each. What is new is accepted by appending the line that a test prints; what is
/// sealed cannot be changed by writing the file anew.
/// </summary>
/// <param name="folder">Of the file, below tests/Unit.</param>
/// <param name="sealedLines">So many lines, the first, are what the hash says. Both move forward at a release, never back.</param>
internal sealed class ReviewedWire(string folder, int sealedLines, string sealedHash)
{
    private readonly string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, folder, "wire.txt"));

    private string Name => $"tests/Unit/{folder}/wire.txt";

    public void NothingIsGone(IEnumerable<string> declared)
    {
        var gone = lines.Except(declared).ToList();
        gone.Count.ShouldBe(0, $"these were promised; declare them as they were:\n{string.Join('\n', gone)}\n");
    }

    public void NothingIsNew(IEnumerable<string> declared)
    {
        var fresh = declared.Except(lines).ToList();
        fresh.Count.ShouldBe(0, $"to accept these fields, append the lines to {Name}:\n{string.Join('\n', fresh)}\n");
    }

    public void TheSealIsWhole() =>
        Convert
            .ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Take(sealedLines)))))
            .ShouldBe(sealedHash, $"the first {sealedLines} lines of {Name} never change");
}
