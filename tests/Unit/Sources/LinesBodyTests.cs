using System.Text;
using Millrace.Sources.Files;

namespace Millrace.Unit.Sources;

public sealed class LinesBodyTests
{
    [Fact]
    public void A_line_is_shown_by_its_beginning()
    {
        var body = new LinesBody(0, 3, Encoding.UTF8.GetBytes($"one\n{new string('x', 300)}\nthree\n"));
        (body.Start(1), body.Start(3)).ShouldBe(("one", "three"));
        body.Start(2).ShouldBe(new string('x', 200) + "…");
    }
}
