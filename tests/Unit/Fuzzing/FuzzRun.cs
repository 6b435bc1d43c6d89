using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Millrace.Unit.Fuzzing;

/// <summary>
/// Gives one reader odd inputs, the same in every run of so many. MILLRACE_FUZZ_INPUTS says how many, MILLRACE_FUZZ_SECONDS when to stop
/// before that: ./soak asks for ten million of each, and a reader that is too slow for that gets as many as fit into its time.
/// </summary>
internal static class FuzzRun
{
    private const int InputsOfTest = 4_000;
    private const int TwiceEvery = 16;

    /// <summary>One input alone, on the wall clock; a pause of the machine is no endless loop.</summary>
    private static readonly TimeSpan OneWithin = TimeSpan.FromSeconds(20);

    private static readonly string? Asked = Environment.GetEnvironmentVariable("MILLRACE_FUZZ_INPUTS");
    private static readonly int Inputs = Asked is null ? InputsOfTest : int.Parse(Asked, CultureInfo.InvariantCulture);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MILLRACE_FUZZ_SECONDS") ?? "60", CultureInfo.InvariantCulture)
    );

    /// <param name="read">Reads one input; throws what is a fault of the reader alone.</param>
    public static void Play(string name, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words, Func<byte[], FuzzAnswer> read)
    {
        var mutator = new ByteMutator(new Random(1), seeds, words);
        var (played, good) = (0, 0);
        var clock = Stopwatch.StartNew();
        for (var before = TimeSpan.Zero; played < Inputs && before < Within; played++)
        {
            var input = mutator.Next();
            var answer = Read(read, input, name);
            good += answer.IsGood ? 1 : 0;
            if (played % TwiceEvery == 0)
            {
                var again = Read(read, input, name);
                again.ShouldBe<object>(answer, again == answer ? null : Told(name, input));
            }

            var now = clock.Elapsed;
            (now - before < OneWithin).ShouldBeTrue(now - before < OneWithin ? null : Told(name, input));
            before = now;
        }

        if (Asked is not null)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"fuzz {name}: {played} inputs, {good} of them read, {played / clock.Elapsed.TotalSeconds:0} a second{(played < Inputs ? ", ended by its time" : "")}"
                )
            );
        }

        // Were all refused, or none, little would be shown.
        good.ShouldBeInRange(played / 200, played * 99 / 100, name);
    }

    /// <summary>Texts as words of a mutator.</summary>
    public static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>What JSON is made of, and what readers of it stumble over.</summary>
    public static byte[][] Json { get; } =
        Words(
            "\"|\\|{|}|[|]|,|:|null|true|-1|1e999|99999999999999999999|0.1|\\ud800|\\udc00|\\u0000|\"\"|[]|{}|{\"a\":|[[[[|\ufeff|é".Split(
                '|'
            )
        );

    private static FuzzAnswer Read(Func<byte[], FuzzAnswer> read, byte[] input, string name)
    {
        try
        {
            return read(input);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(Told(name, input), fault);
        }
    }

    private static string Told(string name, byte[] input) =>
        $"{name}: {Convert.ToHexString(input)} {Encoding.Latin1.GetString(input)}";
}
